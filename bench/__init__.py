"""Speed and memory of the product against named peers, measured in the same run: `./run bench`."""
