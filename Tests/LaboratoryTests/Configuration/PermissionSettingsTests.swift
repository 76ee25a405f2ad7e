import Glibc
import Testing

@testable import Laboratory

@Suite("Permissions and metrics in the configuration")
struct PermissionSettingsTests {
    private func file(_ text: String) throws -> DaemonFile { try DaemonFile(text: text, file: "pibd.toml") }

    private func refusal(_ text: String) -> ConfigurationError? {
        #expect(throws: ConfigurationError.self) { try file(text) }
    }

    @Test("where nothing is written everybody reads and the daemon's group does the rest")
    func defaults() throws {
        let permissions = try file("[daemon]\ngroup = \"root\"\n").permissions
        #expect(permissions.grantees[.read] == [.everyone])
        for verb in PermissionSettings.Verb.allCases where verb != .read {
            #expect(permissions.grantees[verb] == [.group("root", 0)])
        }
    }

    @Test("a verb that is written holds as written, the others as before")
    func written() throws {
        let text = "[permissions]\ndrive = [\"user:root\", \"group:root\"]\nkick = []\nmeasure = [\"everyone\"]\n"
        let permissions = try file(text).permissions
        #expect(permissions.grantees[.drive] == [.user("root", 0), .group("root", 0)])
        #expect(permissions.grantees[.kick] == [])
        #expect(permissions.grantees[.measure] == [.everyone])
        #expect(permissions.grantees[.configure]?.count == 1)
    }

    @Test("a default group that does not exist has no members and is no error")
    func missingDefault() throws {
        let permissions = try file("[daemon]\ngroup = \"no-such-group-here\"\n").permissions
        #expect(permissions.grantees[.drive] == [.group("no-such-group-here", nil)])
    }

    @Test(
        "mistakes are refused with file, line and key",
        arguments: [
            (
                "drive = [\"group:no-such-group-here\"]", "drive",
                "there is no group \"no-such-group-here\" on this machine"
            ),
            ("kick = [\"user:no-such-user-here\"]", "kick", "there is no user \"no-such-user-here\" on this machine"),
            ("drive = [\"root\"]", "drive", "\"root\" is neither a user nor a group"),
            ("drive = [\"group:\"]", "drive", "\"group:\" is neither a user nor a group"),
            ("drive = \"group:root\"", "drive", "expected an array of strings, found the string \"group:root\""),
            ("drive = [1]", "drive", "expected an array of strings, found the integer 1 in the array"),
            ("drvie = []", "drvie", "unknown key"), ("safe-state = []", "safe-state", "unknown key"),
        ])
    func mistakes(line: String, key: String, message: String) throws {
        let error = try #require(refusal("[permissions]\n\(line)\n"))
        #expect(error.file == "pibd.toml" && error.line == 2)
        #expect(error.key == "permissions.\(key)")
        #expect(error.message == message)
        #expect(!error.remedy.isEmpty)
    }

    @Test("metrics are told nowhere unless written, and where it is written otherwise")
    func metrics() throws {
        #expect(try file("").metrics == MetricsSettings())
        let text =
            "[metrics]\nsocket = \"/run/pibd/metrics.sock\"\nfile = \"/var/lib/x/pibd.prom\"\ninterval = \"30 s\"\n"
        let metrics = try file(text).metrics
        #expect(metrics.socket == "/run/pibd/metrics.sock" && metrics.file == "/var/lib/x/pibd.prom")
        #expect(metrics.intervalSeconds == 30)
    }

    @Test(
        "metrics to impossible places are refused",
        arguments: [
            ("socket = \"metrics.sock\"", "expected an absolute path, found \"metrics.sock\""),
            ("file = \"/tmp/pibd.txt\"", "\"/tmp/pibd.txt\" does not end in .prom"),
            ("interval = \"10 ms\"", "expected a time from 1 to 86400 s, found \"10 ms\""),
        ])
    func impossible(line: String, message: String) throws {
        let error = try #require(refusal("[metrics]\n\(line)\n"))
        #expect(error.line == 2 && error.message == message)
    }
}
