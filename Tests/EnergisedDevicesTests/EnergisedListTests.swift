import EnergisedDevices
import Foundation
import Testing

@Suite("The list of energised devices")
struct EnergisedListTests {
    @Test("holds what was entered and not struck out, in a directory that it makes")
    func entries() async throws {
        try await withTemporaryFolder { folder in
            let list = EnergisedList(directory: folder + "/run/energised")
            #expect(try await list.entries().isEmpty)
            try await list.enter(EnergisedDeviceTests.device("b"))
            try await list.enter(EnergisedDeviceTests.device("a"))
            try await list.enter(EnergisedDeviceTests.device("a"))
            #expect(try await list.entries().map(\.name) == ["a.energised", "b.energised"])
            #expect(try await list.entries().map { try $0.device.get().id } == ["a", "b"])
            try await list.remove("a")
            try await list.remove("a")
            #expect(try await list.entries().map(\.name) == ["b.energised"])
            let files = try FileManager.default.contentsOfDirectory(atPath: list.directory)
            #expect(files == ["b.energised"])
        }
    }

    @Test("shows what is wrong with a file and still reads the others")
    func garbage() async throws {
        try await withTemporaryFolder { folder in
            let list = EnergisedList(directory: folder)
            try await list.enter(EnergisedDeviceTests.device("good"))
            try Data([0xFF, 0x00, 0x1B]).write(to: URL(filePath: folder + "/bytes.energised"))
            try Data().write(to: URL(filePath: folder + "/empty.energised"))
            try Data(count: 1 << 20).write(to: URL(filePath: folder + "/large.energised"))
            try FileManager.default.createDirectory(
                atPath: folder + "/folder.energised", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link.energised", withDestinationPath: folder + "/good.energised")
            try FileManager.default.copyItem(
                atPath: folder + "/good.energised", toPath: folder + "/other.energised")
            mkfifo(folder + "/pipe.energised", 0o600)
            try Data().write(to: URL(filePath: folder + "/.half.1.tmp"))
            let entries = try await list.entries()
            #expect(entries.count == 8)
            #expect(entries.filter { (try? $0.device.get()) != nil }.map(\.name) == ["good.energised"])
        }
    }

    @Test("in a directory that cannot be made says so")
    func unwritable() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(filePath: folder + "/file"))
            let list = EnergisedList(directory: folder + "/file/energised")
            await #expect(throws: EnergisedDeviceError.self) {
                try await list.enter(EnergisedDeviceTests.device())
            }
        }
    }

    @Test("is in the service's runtime directory unless told otherwise")
    func defaultDirectory() {
        func directory(_ environment: [String: String]) -> String {
            EnergisedList.defaultDirectory(environment: environment)
        }
        #expect(directory([:]) == "/run/pibd/energised")
        #expect(directory(["RUNTIME_DIRECTORY": "/run/lab:/run/other"]) == "/run/lab/energised")
        #expect(directory(["RUNTIME_DIRECTORY": "here"]) == "/run/pibd/energised")
    }
}
