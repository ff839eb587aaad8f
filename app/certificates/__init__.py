"""监督证书: the certificates in scope, what runs out or is missing, and how old ones come in."""
