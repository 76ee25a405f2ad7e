import CHDF5

/// A handle of the library that is given back when it goes.
struct HDF5Handle: ~Copyable {
    let id: hid_t
    private let close: (hid_t) -> herr_t

    /// Takes what a call of the library has returned; a negative number means that it failed.
    init(_ id: hid_t, _ item: String, _ action: String, close: @escaping (hid_t) -> herr_t) throws {
        guard id >= 0 else { throw HDF5Error(item, "the library could not \(action)") }
        self.id = id
        self.close = close
    }

    deinit { _ = close(id) }

    /// Checks what a call of the library has returned.
    static func check(_ status: herr_t, _ item: String, _ action: String) throws {
        guard status >= 0 else { throw HDF5Error(item, "the library could not \(action)") }
    }
}
