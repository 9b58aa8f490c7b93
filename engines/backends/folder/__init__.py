"""Blobs in a local folder, for development; the durability policy refuses it everywhere else."""

from engines.backends.folder.backend import Folder as Folder
