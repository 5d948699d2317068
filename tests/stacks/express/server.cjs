// A login API as tutorials of Express make it. It answers what it has understood.

const express = require('express');

const app = express();
app.use(express.json());
app.use(express.urlencoded({ extended: true }));

app.post('/login', (req, res) => {
    const { email, username, password, deviceID } = req.body ?? {};
    const name = email ?? username;
    if (!name || !password) {
        return res.status(400).json({ message: 'name and password are required' });
    }
    res.json({ name, password, deviceID, authorization: req.headers.authorization });
});

app.post('/update', (req, res) => {
    const { firstName, birthDate, image } = req.body?.user ?? {};
    const date = birthDate ? new Date(birthDate) : null;
    if (date && Number.isNaN(date.getTime())) {
        return res.status(400).json({ message: 'birthDate is not a date' });
    }
    res.json({ firstName, birthDate: date, imageBytes: image ? Buffer.from(image, 'base64').length : 0 });
});

const server = app.listen(Number(process.argv[2]), '127.0.0.1');
server.requestTimeout = 10_000;
