import Datasets
import Foundation

/// The data set that was loaded last, so that the runs of a queue share one copy instead of loading each its own.
///
/// It is kept as long as a planned run uses it and a little longer; an idle daemon holds none. Files that have changed
/// since are read again.
actor DatasetShelf {
    /// A data set that several plans hold together.
    final class Loaded: Sendable {
        let dataset: Dataset

        init(_ dataset: Dataset) { self.dataset = dataset }
    }

    private struct Key: Equatable {
        let name: String
        let source: DatasetSource
        let validation: Int?
        let pool: Int
        let files: [FileStamp]
    }

    private struct FileStamp: Equatable {
        let name: String
        let size: UInt64
        let inode: UInt64
        let modified: Date
    }

    /// Long enough for the dry runs of a comparison to follow each other.
    private static let keeping = Duration.seconds(20)

    private weak var latest: Loaded?
    private var key: Key?
    private var kept: Loaded?
    private var forgetting: Task<Void, Never>?

    /// The data set called `name` at `source`, squares of `pool` pixels taken together. Throws `DatasetError`.
    func dataset(_ name: String, from source: DatasetSource, validation: Int?, pool: Int = 1) throws -> Loaded {
        let key = Key(
            name: name, source: source, validation: validation, pool: pool, files: Self.stamps(of: source))
        let loaded: Loaded
        if let latest, key == self.key {
            loaded = latest
        } else {
            loaded = Loaded(try Dataset.load(name, from: source, validation: validation).pooled(pool))
        }
        self.key = key
        latest = loaded
        kept = loaded
        forgetting?.cancel()
        forgetting = Task {
            try? await Task.sleep(for: Self.keeping)
            if !Task.isCancelled { self.forget() }
        }
        return loaded
    }

    private func forget() { kept = nil }

    private static func stamps(of source: DatasetSource) -> [FileStamp] {
        let manager = FileManager.default
        let entries = (try? manager.contentsOfDirectory(atPath: source.path)) ?? []
        let files = entries.isEmpty ? [source.path] : entries.sorted().map { "\(source.path)/\($0)" }
        return files.compactMap { file in
            guard let facts = try? manager.attributesOfItem(atPath: file) else { return nil }
            return FileStamp(
                name: file, size: (facts[.size] as? NSNumber)?.uint64Value ?? 0,
                inode: (facts[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0,
                modified: facts[.modificationDate] as? Date ?? .distantPast)
        }
    }
}
