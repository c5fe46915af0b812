"""Tables that become objects: read with any spelling, mapped, tried out row by row, then written."""
