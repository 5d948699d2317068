// The OpenAPI documents of the project.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';

const FOLDER = join(ROOT, 'openapi');

/** All documents, by the names of their files. */
export const DOCUMENTS = readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
        const content = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
        return { name: file.replace(/\.json$/, ''), title: content.info.title, content };
    });

/** The document with this name. */
export function documentNamed(name) {
    return DOCUMENTS.find((document) => document.name === name);
}

/** The example that a document has for an operation's body. */
export function exampleOf({ content }, path, method) {
    const media = Object.values(content.paths[path][method].requestBody.content)[0];
    const { $ref: reference, ...schema } = media.schema;
    const resolved = reference ? content.components.schemas[reference.split('/').at(-1)] : schema;
    return media.example ?? Object.values(media.examples ?? {})[0]?.value ?? resolved.example;
}
