"""From a site to a fact: how the value comes to be taken, what excuses it, how it is told."""
