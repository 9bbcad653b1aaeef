"""Pictures and videos in and out: read, write (streamed), resize, contact sheets. Knows nothing of the model."""
