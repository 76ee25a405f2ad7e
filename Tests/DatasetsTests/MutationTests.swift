import ArrayFiles
import RandomStreams
import Testing

@testable import Datasets

@Suite struct MutationTests {
    /// Parses 4 000 inputs with one to four random changes: a byte, extreme bytes, a cut, an insertion, a repetition.
    /// Every one is either parsed or refused with an error that names the file, and both happen.
    private func mutate(_ seeds: [[UInt8]], parse: ([UInt8]) throws -> Void) throws {
        var stream = RandomStream(seed: 2, name: "mutations")
        var parsed = 0
        var refused = 0
        for round in 0..<4_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0...stream.integer(below: 4) where !bytes.isEmpty { mutate(&bytes, &stream) }
            do {
                try parse(bytes)
                parsed += 1
            } catch let error as DatasetError {
                #expect(error.file == "file")
                refused += 1
            } catch let error as ArrayFileError {
                #expect(error.file == "file")
                refused += 1
            }
        }
        #expect(parsed > 0 && refused > 0)
    }

    private func mutate(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
        let index = stream.integer(below: bytes.count)
        // Bytes that mean something in a table come more often than chance has them.
        let special = [UInt8](",;\t\"\r\n.-e ".utf8)
        switch stream.integer(below: 6) {
        case 0: bytes[index] = UInt8(stream.integer(below: 256))
        case 1: bytes[index] = special[stream.integer(below: special.count)]
        case 2: for offset in index..<min(index + 4, bytes.count) { bytes[offset] = 0xff }
        case 3: bytes.removeSubrange(index..<min(index + 1 + stream.integer(below: 20), bytes.count))
        case 4: bytes.insert(special[stream.integer(below: special.count)], at: index)
        default: bytes += bytes[index...]
        }
    }

    @Test("mutated IDX files are parsed or refused, plain and gzip")
    func idxFiles() throws {
        let file = idx([2, 2, 3], (0..<12).map { $0 })
        try mutate([file, gzipped(file)]) {
            let parsed = try IDXFile(.images, bytes: $0, file: "file", limit: 1 << 20)
            #expect(parsed.count * parsed.elementsPerSample == parsed.contents.count - parsed.start)
        }
    }

    @Test("mutated tables are parsed or refused")
    func tables() throws {
        let seeds = ["a,b,label\r\n1,2.5,0\r\n-3,4e1,1\r\n", "1;2;\"a\"\n3;4;\"b\"\"c\"\n", "1\t2\t0\n3\t4\t1"]
        try mutate(seeds.map { [UInt8]($0.utf8) }) {
            var reader = try CSVTableReader($0, file: "file")
            let table = try reader.table()
            #expect(table.samples.elements.allSatisfy { $0.isFinite })
            #expect(table.samples.rows == table.labels.count)
        }
    }
}
