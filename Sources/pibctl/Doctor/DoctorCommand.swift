import ArgumentParser
import HostDiagnosis

/// `pibctl doctor`
struct DoctorCommand: LabCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what keeps this computer from driving its devices.",
        discussion: """
            Looks at permissions, groups, udev rules, ModemManager and brltty, open ports, serial numbers, latency \
            timers, autosuspend and the daemon's socket, and names the one command that puts each trouble right. \
            Nothing is changed, no daemon is needed, and root sees more. Exit code 0: nothing is known to be wrong; 1: \
            something is. What could not be looked at is listed as unknown and does not count.
            """)

    @OptionGroup var results: ResultOptions
    @OptionGroup var daemon: DaemonOptions

    func run(in session: Session) async throws {
        let diagnosis = Diagnosis(of: LocalHost(), socket: session.socket(daemon))
        try Self.report(diagnosis, json: results.json, to: session.console)
    }

    /// Writes the findings; throws ``CommandFailure`` with exit code 1 if something is wrong.
    static func report(_ diagnosis: Diagnosis, json: Bool, to console: Console) throws {
        if json {
            for finding in diagnosis.findings { try console.json(finding) }
        } else {
            for line in DoctorReport.lines(diagnosis) { try console.result(line) }
        }
        guard diagnosis.isSomethingWrong else { return }
        throw CommandFailure(.somethingWrong, DoctorReport.summary(diagnosis))
    }
}
