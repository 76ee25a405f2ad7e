import Foundation
import Testing

@testable import HDF5Files

@Suite("HDF5 files")
struct HDF5FileTests {
    private static let scale = HDF5Dataset(scale: "batch", .integers([1, 2]))

    private static func file(_ datasets: HDF5Dataset...) -> HDF5File {
        HDF5File(attributes: ["name": .text("x")], datasets: datasets)
    }

    @Test("a file begins with the signature of the format, and an empty one can be made")
    func signature() throws {
        let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
        #expect(try Self.file(Self.scale).encoded().starts(with: signature))
        #expect(try HDF5File(attributes: [:], datasets: []).encoded().starts(with: signature))
    }

    @Test("what does not fit together is refused with the name of the data set")
    func refusals() throws {
        let cases: [(HDF5File, String)] = [
            (Self.file(Self.scale, Self.scale), "batch"),
            (Self.file(Self.scale, HDF5Dataset("a", dimensions: ["batch"], shape: [3], .doubles([1, 2]))), "a"),
            (Self.file(Self.scale, HDF5Dataset("b", dimensions: ["batch"], shape: [3], .doubles([1, 2, 3]))), "b"),
            (Self.file(HDF5Dataset("c", dimensions: ["unit"], shape: [1], .doubles([1]))), "c"),
            (Self.file(Self.scale, HDF5Dataset("d", dimensions: [], shape: [2], .doubles([1, 2]))), "d"),
            (Self.file(HDF5Dataset("e", dimensions: ["e"], shape: [-1], .doubles([]))), "e"),
            (Self.file(HDF5Dataset("f", dimensions: ["f", "f"], shape: [.max, 2], .doubles([]))), "f"),
        ]
        for (file, name) in cases {
            let error = #expect(throws: HDF5Error.self) { try file.encoded() }
            #expect(error?.item == name)
        }
    }

    @Test("a name the library cannot take is an error, not the end of the process")
    func badName() throws {
        #expect(throws: HDF5Error.self) { try Self.file(HDF5Dataset(scale: "", .integers([1]))).encoded() }
        #expect(throws: HDF5Error.self) { try Self.file(HDF5Dataset(scale: "a/b", .integers([1]))).encoded() }
    }

    @Test("files are made from several threads at once", .timeLimit(.minutes(1)))
    func threads() async throws {
        let expected = try Self.file(Self.scale).encoded().count
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<32 { group.addTask { try Self.file(Self.scale).encoded().count } }
            for try await count in group { #expect(count == expected) }
        }
    }

    @Test("h5py reads what was written", .enabled(if: Python.hasH5py, "there is no python3 with h5py"))
    func h5py() throws {
        let file = HDF5File(
            attributes: [
                "text": .text("größe\nzwei"), "none": .text(""), "integer": .integer(.min),
                "number": .number(0.1), "long": .text(String(repeating: "x", count: 200_000)), "cut": .text("a\0b"),
            ],
            datasets: [
                Self.scale, HDF5Dataset(scale: "unit", .texts(["first", "größe", ""])),
                HDF5Dataset(scale: "none", .integers([])),
                HDF5Dataset(
                    "information", dimensions: ["batch", "unit"], shape: [2, 3], .doubles([1, 2, 3, 4, 5, .nan]),
                    attributes: ["units": .text("bit")]),
                HDF5Dataset(
                    "conductances", dimensions: ["unit", "batch"], shape: [3, 2], .floats([0.1, 2, 3, 4, 5, 6])),
                HDF5Dataset("empty", dimensions: ["none", "batch"], shape: [0, 2], .doubles([])),
            ])
        let path = NSTemporaryDirectory() + "hdf5-\(UUID().uuidString).h5"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(file.encoded()).write(to: URL(fileURLWithPath: path))
        let script = """
            import h5py, numpy, sys
            f = h5py.File(sys.argv[1], 'r')
            assert list(f) and set(f) == {'batch', 'unit', 'none', 'information', 'conductances', 'empty'}, list(f)
            assert f.attrs['text'] == 'größe\\nzwei' and f.attrs['none'] == ''
            assert f.attrs['integer'] == -2**63 and f.attrs['number'] == 0.1
            assert f.attrs['long'] == 'x' * 200000 and f.attrs['cut'] == 'ab'
            assert f['batch'].dtype == numpy.int64 and f['batch'][:].tolist() == [1, 2] and f['batch'].is_scale
            assert f['unit'].asstr()[:].tolist() == ['first', 'größe', '']
            i = f['information']
            assert i.dtype == numpy.float64 and i[0].tolist() == [1, 2, 3] and numpy.isnan(i[1, 2])
            assert i.attrs['units'] == 'bit'
            assert [d.keys() for d in i.dims] == [['batch'], ['unit']], [d.keys() for d in i.dims]
            c = f['conductances']
            assert c.dtype == numpy.float32 and c[0, 0] == numpy.float32(0.1) and c.shape == (3, 2)
            assert [d.keys() for d in c.dims] == [['unit'], ['batch']]
            assert f['empty'].shape == (0, 2)
            """
        let (status, errors) = try Python.run(script, path)
        #expect(status == 0, "\(errors)")
    }
}
