"""The guarded service: seventeen engines that cannot start on anything that forgets."""
