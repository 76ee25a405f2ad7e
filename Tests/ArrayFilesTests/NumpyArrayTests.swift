import Testing

@testable import ArrayFiles

@Suite struct NumpyArrayTests {
    private func code(_ contents: [UInt8]) -> ArrayFileError.Code? {
        do {
            _ = try NumpyArray(npy: contents, file: "a.npy")
            return nil
        } catch {
            return (error as? ArrayFileError)?.code
        }
    }

    @Test("what is written is read back", arguments: [[2, 3], [6], [1, 6, 1]])
    func roundTrip(shape: [Int]) throws {
        let floats: [Float] = [0, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, 3, .infinity]
        for array in [
            NumpyArray(shape: shape, floats), NumpyArray(shape: shape, floats.map(Double.init)),
            NumpyArray(shape: shape, [0, -1, .max, .min, 5, 6] as [Int64]),
        ] {
            let contents = array.npy
            #expect((contents.count - array.bytes.count) % 64 == 0)
            #expect(try NumpyArray(npy: contents, file: "a.npy") == array)
        }
    }

    @Test("a single number and an empty array are arrays")
    func extremes() throws {
        let scalar = NumpyArray(shape: [], [2.5] as [Double])
        #expect(try NumpyArray(npy: scalar.npy, file: "a.npy") == scalar)
        let empty = NumpyArray(shape: [0, 4], [] as [Float])
        #expect(try NumpyArray(npy: empty.npy, file: "a.npy") == empty)
    }

    @Test("every element type is read in both byte orders")
    func types() throws {
        let signed: [String: Int] = ["i1": -3, "i2": -300, "i4": -70_000, "i8": -5_000_000_000]
        let unsigned: [String: Int] = ["u1": 200, "u2": 60_000, "u4": 4_000_000_000, "u8": 5_000_000_000]
        for (name, value) in signed.merging(unsigned, uniquingKeysWith: { first, _ in first }) {
            let size = Int(name.dropFirst()) ?? 0
            let little = Array(littleEndian(Int64(value)).prefix(size))
            for (mark, bytes) in [("<", little), (">", little.reversed())] {
                let array = try NumpyArray(npy: npy(mark + name, shape: "(1,)", bytes), file: "a.npy")
                #expect(array.integers == [value])
                #expect(array.floats == [Float(value)])
            }
        }
        for (mark, reversed) in [("<", false), (">", true)] {
            let single = littleEndian(Float(-1.25).bitPattern)
            let double = littleEndian(Double(1e10).bitPattern)
            let f4 = npy(mark + "f4", shape: "(1,)", reversed ? single.reversed() : single)
            let f8 = npy(mark + "f8", shape: "(1,)", reversed ? double.reversed() : double)
            #expect(try NumpyArray(npy: f4, file: "a.npy").floats == [-1.25])
            #expect(try NumpyArray(npy: f8, file: "a.npy").integers == [10_000_000_000])
        }
        #expect(try NumpyArray(npy: npy("|b1", shape: "(3,)", [0, 1, 7]), file: "a.npy").integers == [0, 1, 1])
    }

    @Test("Fortran order becomes C order")
    func fortran() throws {
        let array = try NumpyArray(npy: npy("|u1", fortran: true, shape: "(2, 3)", [1, 4, 2, 5, 3, 6]), file: "a.npy")
        #expect(array.integers == [1, 2, 3, 4, 5, 6])
        let cube = try NumpyArray(
            npy: npy("<u2", fortran: true, shape: "(2, 2, 2)", (0..<8).flatMap { [UInt8($0), 0] }), file: "a.npy")
        #expect(cube.integers == [0, 4, 2, 6, 1, 5, 3, 7])
    }

    @Test("version 2 and Python 2's long integers are read")
    func headerForms() throws {
        let array = try NumpyArray(npy: npy("|i1", shape: "(2L, 1L)", [1, 2], version: 2), file: "a.npy")
        #expect(array.shape == [2, 1])
        let loose = npy("{\"shape\":(2 ,),'fortran_order' : False,'descr':'|u1'}", [1, 2])
        #expect(try NumpyArray(npy: loose, file: "a.npy").integers == [1, 2])
    }

    @Test("fractions, NaN and numbers beyond Int are no whole numbers")
    func wholeNumbers() {
        let array = NumpyArray(shape: [5], [1, 1.5, .nan, 1e30, -2] as [Double])
        #expect(array.integers == [1, nil, nil, nil, -2])
    }

    @Test("an array cut anywhere is refused")
    func truncated() {
        let contents = NumpyArray(shape: [3], [1, 2, 3] as [Float]).npy
        for length in 0..<contents.count {
            let expected: ArrayFileError.Code = length < 6 ? .wrongFormat : length == 6 ? .unsupported : .truncated
            #expect(code(Array(contents.prefix(length))) == expected)
        }
        #expect(code(contents + [0]) == .wrongFormat)
    }

    @Test("shapes that cannot be are refused before anything is allocated")
    func hostileShapes() {
        #expect(code(npy("<f4", shape: "(4611686018427387904, 4)", [0, 0, 0, 0])) == .tooLarge)
        #expect(code(npy("<f4", shape: "(1000000000000,)", [0, 0, 0, 0])) == .truncated)
        #expect(code(npy("<f8", fortran: true, shape: "(4611686018427387904, 0)", [])) == nil)
        #expect(code(npy("<f4", shape: "(-1,)", [])) == .wrongFormat)
        #expect(code(npy("<f4", shape: "(99999999999999999999999,)", [])) == .wrongFormat)
        #expect(code(npy("<f4", shape: "(" + String(repeating: "1,", count: 65) + ")", [0, 0, 0, 0])) == .wrongFormat)
    }

    @Test(
        "malformed headers are refused",
        arguments: [
            "", "{", "{}", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'more': 1}",
            "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': maybe, 'shape': (1,)}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': 1}",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} tail",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}", "{'descr: <f4",
        ])
    func malformed(dictionary: String) {
        #expect(code(npy(dictionary, [0, 0, 0, 0])) == .wrongFormat)
    }

    @Test("objects, strings, half precision and records are named as not supported")
    func unsupported() {
        for descriptor in ["|O", "<U5", "<f2", "<c8", ""] {
            #expect(code(npy(descriptor, shape: "(1,)", [0, 0])) == .unsupported)
        }
        #expect(code(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}", [])) == .unsupported)
        #expect(code(npy("|u1", shape: "(1,)", [0], version: 3)) == .unsupported)
    }

    @Test("an overlong header is refused")
    func longHeader() {
        #expect(code(npy(String(repeating: " ", count: 70_000), [], version: 2)) == .tooLarge)
    }
}
