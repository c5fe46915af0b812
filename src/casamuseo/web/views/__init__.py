"""The pages of the public site, a module for each part of it."""
