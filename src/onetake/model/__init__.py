"""The network and its codec: pixels to latents, conditions, the transformer, flow matching, weights on disk."""
