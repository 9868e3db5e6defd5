"""The benchmark kit of `make bench`: our pipeline, the bare HTTP client and peers in one run."""
