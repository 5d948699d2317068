"""What the scripts share: running programs and servers, creating accounts, HTTP, the OpenAPI documents, the report."""
