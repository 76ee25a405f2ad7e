import Foundation
import Testing

@testable import ArrayFiles

@Suite struct FileContentsTests {
    private func error(_ body: () throws -> Void) -> ArrayFileError? {
        do {
            try body()
            return nil
        } catch {
            return error as? ArrayFileError
        }
    }

    @Test("what is written is read back, and an old file is replaced")
    func roundTrip() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/data"
            try FileContents.write([1, 2, 3], to: path)
            try FileContents.write([4], to: path)
            #expect(try FileContents.read(path) == [4])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["data"])
            try FileContents.write([], to: path)
            #expect(try FileContents.read(path) == [])
        }
    }

    @Test("a missing file, a directory and a pipe are refused at once, by name")
    func unreadable() throws {
        try withTemporaryDirectory { directory in
            #expect(mkfifo(directory + "/pipe", 0o600) == 0)
            for path in [directory + "/missing", directory, directory + "/pipe"] {
                let error = error { _ = try FileContents.read(path) }
                #expect(error?.code == .unreadable)
                #expect(error?.description.contains(path) == true)
            }
        }
    }

    @Test("a file above the limit is not read")
    func tooLarge() throws {
        try withTemporaryDirectory { directory in
            try FileContents.write([1, 2, 3], to: directory + "/data")
            #expect(try FileContents.read(directory + "/data", limit: 3) == [1, 2, 3])
            #expect(error { _ = try FileContents.read(directory + "/data", limit: 2) }?.code == .tooLarge)
        }
    }

    @Test("a directory that does not exist cannot be written into")
    func unwritable() throws {
        try withTemporaryDirectory { directory in
            #expect(error { try FileContents.write([1], to: directory + "/no/data") }?.code == .unwritable)
        }
    }
}
