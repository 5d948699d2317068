// An app that uses axios, and one that uses fetch. Each goes through the stories in the file that is its argument, and
// the answers are printed.

import { readFileSync } from 'node:fs';
import axios from 'axios';

const { url, stories } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

/** How each client posts fields in each format, and gets. */
const CLIENTS = {
    axios: {
        json: (to, fields, headers) => ofAxios(axios.post(to, fields, { headers })),
        form: (to, fields, headers) => ofAxios(axios.post(to, new URLSearchParams(fields), { headers })),
        multipart: (to, fields, headers) => ofAxios(axios.post(to, formData(fields), { headers })),
        get: (to, headers) => ofAxios(axios.get(to, { headers })),
    },
    fetch: {
        json: (to, fields, headers) =>
            ofFetch(
                fetch(to, {
                    method: 'POST',
                    headers: { 'Content-Type': 'application/json', ...headers },
                    body: JSON.stringify(fields),
                }),
            ),
        form: (to, fields, headers) =>
            ofFetch(fetch(to, { method: 'POST', headers, body: new URLSearchParams(fields) })),
        multipart: (to, fields, headers) => ofFetch(fetch(to, { method: 'POST', headers, body: formData(fields) })),
        get: (to, headers) => ofFetch(fetch(to, { headers })),
    },
};

const answers = {};
for (const [name, client] of Object.entries(CLIENTS)) {
    for (const story of stories) {
        for (const format of story.formats) {
            answers[`${name} ${format} ${story.contract}`] = await go(story, client.get, client[format]);
        }
    }
}
console.log(JSON.stringify(answers));

/** The status and the body of each answer of a story. */
async function go(story, get, post) {
    const answered = [];
    let { headers } = story;
    for (const { path, fields } of story.steps) {
        const answer = await (fields ? post(url + path, fields, headers) : get(url + path, headers));
        answered.push(answer);
        const token = story.token.reduce((value, key) => value?.[key], answer[1]);
        if (token) {
            headers = { Authorization: `Bearer ${token}` };
        }
    }
    return answered;
}

function formData(fields) {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields)) {
        data.append(name, value);
    }
    return data;
}

// axios throws what is answered by an error.
async function ofAxios(sent) {
    const response = await sent.catch((error) => {
        if (!error.response) {
            throw error;
        }
        return error.response;
    });
    return [response.status, response.data];
}

async function ofFetch(sent) {
    const response = await sent;
    return [response.status, await response.json()];
}
