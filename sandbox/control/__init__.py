"""The control face: JSON over HTTP for tests, the page and the demo (see the sandbox's page)."""
