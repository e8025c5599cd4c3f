"""What we know of libraries: data, and models of what their functions do to abstract values."""
