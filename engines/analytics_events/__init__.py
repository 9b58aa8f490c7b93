"""What visitors do: page views and clicks."""
