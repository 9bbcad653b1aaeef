"""Measuring the model: a separate reader, held-out sentences, nine sentences, speed."""
