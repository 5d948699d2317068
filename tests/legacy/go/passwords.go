package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
)

// Few, because hundreds of accounts are hashed at each start.
const iterations = 1000

type hash struct{ salt, key []byte }

// One block of PBKDF2 (RFC 8018 section 5.2), which is all that a key of 32 bytes needs.
func pbkdf2(password string, salt []byte) []byte {
	mac := hmac.New(sha256.New, []byte(password))
	mac.Write(salt)
	mac.Write([]byte{0, 0, 0, 1})
	block := mac.Sum(nil)
	key := mac.Sum(nil)
	for i := 1; i < iterations; i++ {
		mac.Reset()
		mac.Write(block)
		block = mac.Sum(block[:0])
		for j := range key {
			key[j] ^= block[j]
		}
	}
	return key
}

func hashPassword(password string) hash {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		panic(err)
	}
	return hash{salt, pbkdf2(password, salt)}
}

func (h hash) matches(password string) bool {
	return hmac.Equal(h.key, pbkdf2(password, h.salt))
}
