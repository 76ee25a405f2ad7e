import CRandomStreams
import Foundation
import Testing

@Suite("Philox4x32-10")
struct PhiloxTests {
    private func block(key: UInt64, position: UInt64) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: 4) { words, count in
            pibd_philox_block(key, position, words.baseAddress!)
            count = 4
        }
    }

    private func normals(key: UInt64, position: UInt64, count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            pibd_philox_normal(key, position, buffer.baseAddress!, count)
            initialised = count
        }
    }

    private func uniforms(key: UInt64, position: UInt64, count: Int) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
            pibd_philox_uniform(key, position, buffer.baseAddress!, count)
            initialised = count
        }
    }

    @Test("the known-answer block of the Random123 distribution comes out")
    func publishedBlock() {
        #expect(block(key: 0, position: 0) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    }

    // From an integer implementation in Python that gives all three published vectors of philox4x32-10.
    @Test(
        "blocks agree with an independent implementation, in both halves of key and position",
        arguments: [
            (0, 1, [0xf8e4_cca4, 0x5cb2_00db, 0xb1a5_74eb, 0x097e_ff67]),
            (1, 0x1_0000_0000, [0x833f_f8dc, 0x225c_963c, 0x232b_88b3, 0x0b33_4b07]),
            (.max, .max, [0x4d18_d7d2, 0x430a_c65a, 0xbd2f_a22a, 0x0afa_e10d]),
            (0x299f_31d0_a409_3822, 0x85a3_08d3_243f_6a88, [0xe69c_9c31, 0xb5a3_d762, 0xe733_bfc1, 0x341a_787c]),
        ] as [(UInt64, UInt64, [UInt32])])
    func independentBlocks(key: UInt64, position: UInt64, words: [UInt32]) {
        #expect(block(key: key, position: position) == words)
    }

    @Test("uniform numbers are the top 24 bits of the words, in order, across the 32-bit carry of the position")
    func uniformsFromWords() {
        let position: UInt64 = 0xffff_fff0
        let words = (0..<40).flatMap { block(key: 77, position: position + $0) }
        let expected = words.map { Float($0 >> 8) / 16_777_216 }
        #expect(uniforms(key: 77, position: position, count: 160) == expected)
    }

    @Test("normal numbers are the Box-Muller transform of the words to six digits")
    func normalsFromWords() {
        let drawn = normals(key: 5, position: 9, count: 4 * 500)
        for index in 0..<500 {
            let words = block(key: 5, position: 9 + UInt64(index)).map(Double.init)
            for pair in [0, 2] {
                let radius = (-2 * log((words[pair] + 1) / 4_294_967_296)).squareRoot()
                let first = Double(drawn[4 * index + pair])
                let second = Double(drawn[4 * index + pair + 1])
                #expect(abs((first * first + second * second).squareRoot() - radius) < 2e-6 * max(radius, 1))
                let turns = words[pair + 1] / 4_294_967_296
                #expect((first >= 0) == (turns <= 0.25 || turns >= 0.75))
                #expect((second >= 0) == (turns <= 0.5))
                // The angle, tested by the double-angle form: sin 2a = 2 sin a cos a.
                let doubled = 2 * first * second / (first * first + second * second)
                #expect(abs(doubled - sin(4 * .pi * turns)) < 2e-6)
            }
        }
    }

    @Test("a fill gives the same bits however it is cut at multiples of four", arguments: [4, 12, 64, 128, 132, 508])
    func chunking(cut: Int) {
        let count = 1031
        let blocks = UInt64(cut / 4)
        let whole = normals(key: 11, position: 3, count: count)
        let parts =
            normals(key: 11, position: 3, count: cut) + normals(key: 11, position: 3 + blocks, count: count - cut)
        #expect(whole == parts)
        let flat = uniforms(key: 11, position: 3, count: count)
        let flatParts =
            uniforms(key: 11, position: 3, count: cut) + uniforms(key: 11, position: 3 + blocks, count: count - cut)
        #expect(flat == flatParts)
    }

    @Test("nothing is written behind the end of a fill", arguments: [0, 1, 3, 127, 129])
    func bounds(count: Int) {
        var buffer = [Float](repeating: 99, count: count + 4)
        pibd_philox_normal(1, 0, &buffer, count)
        #expect(buffer[count...].allSatisfy { $0 == 99 })
        pibd_philox_uniform(1, 0, &buffer, count)
        #expect(buffer[count...].allSatisfy { $0 == 99 })
    }
}
