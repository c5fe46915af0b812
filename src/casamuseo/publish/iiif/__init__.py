"""IIIF: photographs by the Image API 3.0, objects, rooms and days by the Presentation API 3.0."""
