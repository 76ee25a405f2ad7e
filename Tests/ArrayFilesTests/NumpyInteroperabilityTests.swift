import Foundation
import Testing

@testable import ArrayFiles

/// NumPy as the judge of our files and the source of its own.
@Suite(
    .enabled(if: Python.hasNumpy, "python3 with numpy is not installed (Debian: python3-numpy)")
) struct NumpyInteroperabilityTests {
    @Test("NumPy reads what we write")
    func writing() throws {
        try withTemporaryDirectory { directory in
            let contents = try NumpyArchive.npz([
                ("f4", NumpyArray(shape: [2, 3], [0, 1, 2, 3, 4, 0.1] as [Float])),
                ("f8", NumpyArray(shape: [], [0.1] as [Double])),
                ("unit1/i8", NumpyArray(shape: [2], [.min, 7] as [Int64])),
                ("empty", NumpyArray(shape: [0, 3], [] as [Float])),
            ])
            try FileContents.write(contents, to: directory + "/a.npz")
            try FileContents.write(NumpyArray(shape: [3], [1, 2, 3] as [Float]).npy, to: directory + "/a.npy")
            let script = """
                import numpy, sys
                a = numpy.load('a.npz')
                assert a.files == ['f4', 'f8', 'unit1/i8', 'empty'], a.files
                f4 = numpy.array([[0, 1, 2], [3, 4, 0.1]], numpy.float32)
                assert a['f4'].dtype == numpy.float32 and (a['f4'] == f4).all()
                assert a['f8'].shape == () and a['f8'] == 0.1
                assert a['unit1/i8'].dtype == numpy.int64 and a['unit1/i8'].tolist() == [-2**63, 7]
                assert a['empty'].shape == (0, 3)
                assert numpy.load('a.npy', mmap_mode='r').tolist() == [1, 2, 3]
                import zipfile
                assert zipfile.ZipFile('a.npz').testzip() is None
                """
            let (status, errors) = try Python.run(script, in: directory)
            #expect(status == 0, "\(errors)")
        }
    }

    @Test("we read what NumPy writes, stored and compressed, every type and order")
    func reading() throws {
        try withTemporaryDirectory { directory in
            let script = """
                import numpy
                types = ['|u1', '|i1', '|b1'] + [o + t for o in '<>' for t in
                    ['i2', 'u2', 'i4', 'u4', 'i8', 'u8', 'f4', 'f8']]
                arrays = {}
                for t in types:
                    base = (numpy.arange(24) % 2 if t == '|b1' else numpy.arange(24)).astype(t).reshape(2, 3, 4)
                    arrays['c' + t[1:] + 'lb'[t[0] == '>']] = base
                    arrays['f' + t[1:] + 'lb'[t[0] == '>']] = numpy.asfortranarray(base)
                numpy.savez('stored.npz', **arrays)
                numpy.savez_compressed('packed.npz', **arrays)
                """
            let (status, errors) = try Python.run(script, in: directory)
            #expect(status == 0, "\(errors)")
            for file in ["stored.npz", "packed.npz"] {
                let archive = try NumpyArchive(npz: FileContents.read(directory + "/" + file), file: file)
                #expect(archive.names.count == 38)
                for name in archive.names {
                    let array = try #require(try archive.array(name))
                    #expect(array.shape == [2, 3, 4])
                    let expected = (0..<24).map { array.type == .bool ? $0 % 2 : $0 }
                    #expect(array.integers == expected, "\(name)")
                    #expect(array.floats == expected.map(Float.init), "\(name)")
                }
            }
        }
    }
}

enum Python {
    static let hasNumpy = (try? run("import numpy", in: "/"))?.status == 0

    /// Runs `script`; its exit status and what it wrote to standard error.
    static func run(_ script: String, in directory: String) throws -> (status: Int32, errors: String) {
        let process = Process()
        let errors = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.standardError = errors
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
