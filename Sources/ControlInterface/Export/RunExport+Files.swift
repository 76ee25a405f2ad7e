import ArrayFiles
import Foundation

extension RunExport {
    /// Writes the .npz file of ``npz()`` to `path`, whole or not at all.
    /// Throws what ``npz()`` throws and `ArrayFileError` for a file that cannot be written.
    public func writeNPZ(to path: String) throws {
        try FileContents.write(npz(), to: path)
    }

    /// Writes the files of ``csv()`` into `directory`, which is made if it is missing, and returns their paths.
    /// Throws what ``csv()`` throws and `ArrayFileError` for a file that cannot be written.
    public func writeCSV(toDirectory directory: String) throws -> [String] {
        let files = try csv()
        // A folder that cannot be made shows in the first file that cannot be written, with its path and a remedy.
        try? FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        return try files.map { file in
            let path = "\(directory)/\(file.name)"
            try FileContents.write(Array(file.text.utf8), to: path)
            return path
        }
    }
}
