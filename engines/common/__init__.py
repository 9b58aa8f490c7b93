"""What every engine shares and no engine owns: the scope of a request and who is asking."""
