import CHDF5

/// Writes one file into memory. Only to be used by one task at a time.
enum HDF5Writer {
    private static let increment = 1 << 20

    static func bytes(of file: HDF5File) throws -> [UInt8] {
        let access = try properties(pibd_hdf5_file_access())
        try HDF5Handle.check(H5Pset_fapl_core(access.id, increment, false), "file", "keep it in memory")
        // The earliest format, which is the default, every reader knows. Of later ones the library's images have a
        // wrong checksum: it clears a flag of the superblock after the sum was made (1.10.8).
        let creation = try properties(pibd_hdf5_file_creation())
        let order = UInt32(H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
        try HDF5Handle.check(H5Pset_link_creation_order(creation.id, order), "file", "keep the order")
        let root = try HDF5Handle(
            H5Fcreate("pibd-export", pibd_hdf5_truncate(), creation.id, access.id), "file", "create it",
            close: H5Fclose)
        try write(file.attributes, to: root.id)
        for dataset in file.datasets { try write(dataset, to: root.id) }
        for dataset in file.datasets where !dataset.isScale { try attachScales(of: dataset, in: root.id) }
        try HDF5Handle.check(H5Fflush(root.id, H5F_SCOPE_GLOBAL), "file", "complete it")
        return try image(of: root.id)
    }

    private static func image(of file: hid_t) throws -> [UInt8] {
        let size = H5Fget_file_image(file, nil, 0)
        guard size > 0 else { throw HDF5Error("file", "the library could not tell its size") }
        return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            guard H5Fget_file_image(file, buffer.baseAddress, size) == size else {
                throw HDF5Error("file", "the library could not hand it over")
            }
            count = size
        }
    }

    private static func properties(_ kind: hid_t) throws -> HDF5Handle {
        try HDF5Handle(H5Pcreate(kind), "file", "prepare it", close: H5Pclose)
    }

    private static func write(_ dataset: HDF5Dataset, to file: hid_t) throws {
        let extent = dataset.shape.map(hsize_t.init)
        let space = try HDF5Handle(
            H5Screate_simple(Int32(extent.count), extent, nil), dataset.name, "lay it out", close: H5Sclose)
        try withElements(dataset.elements, dataset.name) { type, elements in
            let set = try HDF5Handle(
                H5Dcreate2(
                    file, dataset.name, type, space.id, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)),
                dataset.name, "create it", close: H5Dclose)
            if dataset.elements.count > 0 {
                try HDF5Handle.check(
                    H5Dwrite(set.id, type, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT), elements), dataset.name,
                    "write it")
            }
            try write(dataset.attributes, to: set.id)
            if dataset.isScale {
                try HDF5Handle.check(H5DSset_scale(set.id, dataset.name), dataset.name, "make it a dimension scale")
            }
        }
    }

    private static func attachScales(of dataset: HDF5Dataset, in file: hid_t) throws {
        let set = try HDF5Handle(
            H5Dopen2(file, dataset.name, hid_t(H5P_DEFAULT)), dataset.name, "open it", close: H5Dclose)
        for (axis, dimension) in dataset.dimensions.enumerated() {
            let scale = try HDF5Handle(
                H5Dopen2(file, dimension, hid_t(H5P_DEFAULT)), dimension, "open it", close: H5Dclose)
            try HDF5Handle.check(
                H5DSattach_scale(set.id, scale.id, UInt32(axis)), dataset.name, "name its axis \(dimension)")
        }
    }

    private static func write(_ attributes: [String: HDF5Attribute], to object: hid_t) throws {
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
            let elements: HDF5Dataset.Elements =
                switch value {
                case .text(let text): .texts([text])
                case .integer(let number): .integers([number])
                case .number(let number): .doubles([number])
                }
            let space = try HDF5Handle(H5Screate(H5S_SCALAR), name, "lay it out", close: H5Sclose)
            try withElements(elements, name) { type, buffer in
                let attribute = try HDF5Handle(
                    H5Acreate2(object, name, type, space.id, hid_t(H5P_DEFAULT), hid_t(H5P_DEFAULT)), name, "create it",
                    close: H5Aclose)
                try HDF5Handle.check(H5Awrite(attribute.id, type, buffer), name, "write it")
            }
        }
    }

    /// Hands over the elements as they are in memory, with the type that says so.
    private static func withElements(
        _ elements: HDF5Dataset.Elements, _ name: String, _ body: (hid_t, UnsafeRawPointer?) throws -> Void
    ) throws {
        switch elements {
        case .doubles(let values): try values.withUnsafeBytes { try body(pibd_hdf5_double(), $0.baseAddress) }
        case .floats(let values): try values.withUnsafeBytes { try body(pibd_hdf5_float(), $0.baseAddress) }
        case .integers(let values): try values.withUnsafeBytes { try body(pibd_hdf5_int64(), $0.baseAddress) }
        case .texts(let texts):
            let type = try HDF5Handle(H5Tcopy(pibd_hdf5_c_string()), name, "choose its type", close: H5Tclose)
            try HDF5Handle.check(H5Tset_size(type.id, pibd_hdf5_variable()), name, "choose its type")
            try HDF5Handle.check(H5Tset_cset(type.id, H5T_CSET_UTF8), name, "choose its type")
            try withPointers(to: texts) { try body(type.id, $0) }
        }
    }

    /// Hands over an array of pointers to the texts as C strings.
    private static func withPointers(to texts: [String], _ body: (UnsafeRawPointer?) throws -> Void) throws {
        var bytes: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(bytes.count)
            bytes += text.utf8.filter { $0 != 0 }.map(CChar.init(bitPattern:)) + [0]
        }
        try bytes.withUnsafeBufferPointer { buffer in
            let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
            try pointers.withUnsafeBytes { try body($0.baseAddress) }
        }
    }
}
