"""Client libraries: `generator` runs OpenAPI Generator for every document and language and listens to what it says, and
`exemptions` are the warnings that mean nothing; `stories` builds what was generated and runs the stories with it."""
