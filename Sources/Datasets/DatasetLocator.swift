import Foundation

/// Finds a dataset by name: where the user says, else in the data directories of the environment, else where Debian's
/// dataset packages put theirs.
public struct DatasetLocator: Sendable {
    private let environmentPaths: [String]
    private let systemDirectory: String

    /// A locator that looks in `environmentPaths` (the caller's $PIBD_DATA, then the daemon's; empty ones are passed
    /// over), then in `systemDirectory`.
    public init(environmentPaths: [String], systemDirectory: String = "/usr/share/datasets") {
        self.environmentPaths = environmentPaths.filter { !$0.isEmpty }
        self.systemDirectory = systemDirectory
    }

    /// Where the dataset called `name` lies.
    ///
    /// With `data`, only there: a .csv, .tsv, .npz or .npy file, a directory with IDX files, or a directory that holds
    /// a folder or a file called `name`; an explicit place is never replaced by another. Without, each directory of
    /// the search is looked at for a folder or file called `name`, or is itself called `name`: IDX files do not say
    /// what they show, so a folder of another name is not taken for the dataset.
    ///
    /// - Throws: `DatasetError` (invalidName, notFound with every place looked at).
    public func locate(_ name: String, data: String? = nil) throws -> DatasetSource {
        try Self.check(name)
        if let data { return try Self.explicit(data, named: name) }
        for directory in environmentPaths + [systemDirectory] {
            let isItself = directory.split(separator: "/").last.map(String.init) == name
            if let source = Self.source(in: directory, named: name, acceptsItself: isItself) { return source }
        }
        let places = environmentPaths.map { "$PIBD_DATA (\($0))" } + ["\(systemDirectory)/\(name)"]
        let unset = environmentPaths.isEmpty ? " ($PIBD_DATA is not set)" : ""
        let package = name == "fashion-mnist" ? "install Debian's dataset-fashion-mnist, " : ""
        throw DatasetError(
            .notFound, nil, "dataset '\(name)' was found neither as folder nor as file in "
                + places.joined(separator: ", ") + unset,
            remedy: package + "give data=DIR, or set PIBD_DATA to a directory that holds \(name)/")
    }

    private static func check(_ name: String) throws {
        let isSound = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isSound, !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 100 else {
            throw DatasetError(
                .invalidName, nil, "'\(name.prefix(100))' is not the name of a dataset",
                remedy: "use letters, digits, '-', '_' and '.', e.g. fashion-mnist; a path goes into data=")
        }
    }

    private static func explicit(_ path: String, named name: String) throws -> DatasetSource {
        switch kind(of: path) {
        case .directory:
            if let source = source(in: path, named: name, acceptsItself: true) { return source }
            throw DatasetError(
                .notFound, path, "holds neither IDX files (train-images-idx3-ubyte, plain or .gz, ...) nor a folder "
                    + "'\(name)' with them, nor \(name).csv, .npz or .npy",
                remedy: "correct data=, or leave it out to search $PIBD_DATA and the installed datasets")
        case .file:
            if let source = DatasetSource(file: path) { return source }
            throw DatasetError(
                .notFound, path, "is neither a .csv, .tsv, .npz or .npy file nor a directory",
                remedy: "give the directory that holds the IDX files, or a file of these kinds")
        case .nothing:
            throw DatasetError(
                .notFound, path, "does not exist, or may not be read by the daemon",
                remedy: "correct data=, or the permissions of the directories on the way")
        }
    }

    private static func source(in directory: String, named name: String, acceptsItself: Bool) -> DatasetSource? {
        let folder = directory + "/" + name
        let folders = acceptsItself ? [directory, folder] : [folder]
        if let found = folders.first(where: { IDXDirectory($0, dataset: name).holdsAnyFile }) {
            return .idx(directory: found)
        }
        let files = [directory, folder].flatMap { base in DatasetSource.fileEndings.map { "\(base)/\(name).\($0)" } }
        return files.first { kind(of: $0) == .file }.flatMap(DatasetSource.init(file:))
    }

    private enum Kind { case directory, file, nothing }

    private static func kind(of path: String) -> Kind {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return .nothing }
        return isDirectory.boolValue ? .directory : .file
    }
}
