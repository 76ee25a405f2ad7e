import Synchronization

/// Looks at every device without ever waiting long for one: a driver that hangs must not take the view of all the
/// others with it.
public actor DeviceWatch {
    private let devices: DeviceRegistry
    private let patience: Duration
    private var questions: [String: Question] = [:]

    private struct Question {
        let task: Task<DeviceActivity, Never>
        let asked: ContinuousClock.Instant
    }

    /// A watch on these devices that waits for one no longer than `patience`.
    public init(_ devices: DeviceRegistry, patience: Duration = .seconds(1)) {
        self.devices = devices
        self.patience = patience
    }

    /// Each device in the order of the configuration, with what it does; nil for one that did not answer in time.
    public func look() async -> [(id: String, activity: DeviceActivity?)] {
        let supervisors = await devices.all
        let tasks = supervisors.map { (id: $0.device.id, task: question(to: $0)) }
        let patience = patience
        return await withTaskGroup(of: (Int, DeviceActivity?).self) { group in
            for (index, entry) in tasks.enumerated() {
                guard let task = entry.task else { continue }
                group.addTask { (index, await Self.answer(of: task, within: patience)) }
            }
            let answers = await group.reduce(into: [Int: DeviceActivity]()) { $0[$1.0] = $1.1 }
            return tasks.enumerated().map { ($1.id, answers[$0]) }
        }
    }

    /// One question a device at a time, and nobody waits for one that was not answered in its time: neither must pile
    /// up before a driver that hangs.
    private func question(to supervisor: DeviceSupervisor) -> Task<DeviceActivity, Never>? {
        let id = supervisor.device.id
        if let question = questions[id] {
            return question.asked.duration(to: .now) < patience ? question.task : nil
        }
        let task = Task {
            let activity = await DeviceActivity(supervisor)
            questions[id] = nil
            return activity
        }
        questions[id] = Question(task: task, asked: .now)
        return task
    }

    /// The task's value, or nil after `patience`; the task goes on.
    private static func answer(of task: Task<DeviceActivity, Never>, within patience: Duration) async -> DeviceActivity?
    {
        let answers = AsyncStream<DeviceActivity?> { continuation in
            let timer = Task {
                await Pause.wait(patience)
                continuation.yield(nil)
            }
            Task {
                continuation.yield(await task.value)
                timer.cancel()
            }
        }
        for await answer in answers { return answer }
        return nil
    }
}
