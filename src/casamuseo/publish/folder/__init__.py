"""A house as a folder of plain files: `load_house` reads one, `dump_house` writes one."""
