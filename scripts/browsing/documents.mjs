// The OpenAPI documents of the project.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** All of them, by the names of their files: what each says its title is, and what it contains. */
export function readDocuments(root) {
    const folder = join(root, 'openapi');
    return readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => {
            const content = JSON.parse(readFileSync(join(folder, file), 'utf8'));
            return { name: file.replace(/\.json$/, ''), title: content.info.title, content };
        });
}

/** The example that a document has for an operation's body. */
export function exampleOf(content, path, method) {
    const media = Object.values(content.paths[path][method].requestBody.content)[0];
    const schema = resolved(content, media.schema);
    return media.example ?? Object.values(media.examples ?? {})[0]?.value ?? schema.example;
}

function resolved(content, { $ref: reference, ...schema }) {
    return reference ? content.components.schemas[reference.split('/').at(-1)] : schema;
}
