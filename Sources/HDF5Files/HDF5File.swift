import CHDF5
import Synchronization

/// A file in the Hierarchical Data Format 5: arrays with named axes and attributes, as h5py and xarray (h5netcdf)
/// read them. Axes are dimension scales, the convention of netCDF-4.
public struct HDF5File: Sendable {
    // The library keeps one table of handles and one error stack for the whole process.
    private static let library = Mutex(())

    /// Attributes of the file as a whole.
    public let attributes: [String: HDF5Attribute]
    /// The arrays, in order.
    public let datasets: [HDF5Dataset]

    /// A file of these contents.
    public init(attributes: [String: HDF5Attribute], datasets: [HDF5Dataset]) {
        self.attributes = attributes
        self.datasets = datasets
    }

    /// The bytes of the file. It is put together in memory, so that whoever stores it can do so whole or not at all.
    ///
    /// Throws `HDF5Error` for two data sets of one name, elements that do not fill their shape, an axis without
    /// coordinates or of another length, and where the library fails.
    public func encoded() throws -> [UInt8] {
        try check()
        return try Self.library.withLock { _ in
            // Else the library would print its own account of every failure on standard error.
            H5Eset_auto2(pibd_hdf5_default_error_stack(), nil, nil)
            return try HDF5Writer.bytes(of: self)
        }
    }

    private func check() throws {
        var scales: [String: Int] = [:]
        var names: Set<String> = []
        for dataset in datasets {
            guard names.insert(dataset.name).inserted else {
                throw HDF5Error(dataset.name, "there are two of that name")
            }
            let count = dataset.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
            guard dataset.shape.allSatisfy({ $0 >= 0 }), count == dataset.elements.count else {
                throw HDF5Error(dataset.name, "\(dataset.elements.count) elements do not fill \(dataset.shape)")
            }
            guard dataset.shape.count == dataset.dimensions.count else {
                throw HDF5Error(dataset.name, "\(dataset.dimensions.count) names for \(dataset.shape.count) axes")
            }
            if dataset.isScale { scales[dataset.name] = count }
        }
        for dataset in datasets {
            for (dimension, length) in zip(dataset.dimensions, dataset.shape) where scales[dimension] != length {
                let known = scales[dimension].map { "has \($0) coordinates" } ?? "has no coordinates"
                throw HDF5Error(dataset.name, "the axis \(dimension) of length \(length) \(known)")
            }
        }
    }
}
