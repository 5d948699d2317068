"""Client libraries: `generator` runs OpenAPI Generator for every document and language and collects its warnings;
`exemptions` lists the harmless ones; `stories` builds the clients and runs the stories with them."""
