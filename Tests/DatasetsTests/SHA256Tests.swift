import Testing

@testable import Datasets

@Suite struct SHA256Tests {
    private func hash(_ pieces: [[UInt8]]) -> String {
        var digest = SHA256()
        for piece in pieces { digest.update(piece) }
        return digest.finalized()
    }

    @Test("the examples of FIPS 180-4 give their published hashes")
    func knownValues() {
        #expect(hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hash([Array("abc".utf8)]) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hash([Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)])
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(
            hash([[UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)])
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("the hash does not depend on how the message is cut")
    func pieces() {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        for cut in 0...300 {
            #expect(hash([Array(message[..<cut]), [], Array(message[cut...])]) == hash([message]))
        }
    }
}
