"""Those who are asked for sources: one file each, behind the one interface of `base`."""
