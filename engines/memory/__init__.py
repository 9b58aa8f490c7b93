"""What an agent remembers: its sessions and its blackboards."""
