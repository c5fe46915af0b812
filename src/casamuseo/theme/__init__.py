"""The one design system: templates, styles, scripts and the assets built from npm packages."""
