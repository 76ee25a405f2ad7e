import EnergisedDevices

/// One attempt to make all listed devices safe.
struct SafeStateRound {
    let list: EnergisedList

    /// Makes all devices safe at the same time and reports each as it comes; true when all are safe.
    func run() async throws -> Bool {
        let start = ContinuousClock.now
        let entries = try await list.entries()
        if entries.isEmpty { StandardOutput.write("nothing to do: no energised devices in \(list.directory)") }
        return await withTaskGroup(of: Bool.self) { group in
            for entry in entries {
                group.addTask {
                    let (name, outcome) = await makeSafe(entry, start: start)
                    StandardOutput.write("\(name): \(outcome)")
                    return outcome.isSafe
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }

    private func makeSafe(
        _ entry: EnergisedList.Entry, start: ContinuousClock.Instant
    ) async -> (name: String, outcome: Outcome) {
        switch entry.device {
        case .failure(let error):
            return (entry.name, .notSafe("the record cannot be used: \(error.message)"))
        case .success(let device):
            return (device.id, await EmergencyCall(device: device, list: list, start: start).run())
        }
    }
}
