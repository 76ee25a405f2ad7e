import Logging
import PhysicalDevices
import RunStore

/// The queue of runs: one at a time, in the order in which they were submitted.
public actor RunEngine {
    /// The run that is under way.
    private struct Current {
        let run: Int64
        let device: String
        let control: RunControl
        let task: Task<Void, Never>
    }

    /// Runs compute below the priority of control: on Linux each priority has threads of its own, so a call is answered
    /// while every core trains (docs/decisions/0008).
    private static let priority = TaskPriority.utility

    let services: RunServices
    private var planned: [Int64: RunPlan] = [:]
    private var queue: [Int64] = []
    private var current: Current?
    /// Where the states of simulated devices come from.
    private var chipOrigins: [String: ChipOrigin] = [:]
    private var isStopping = false
    /// Whether a device is in use outside runs, so that none may begin.
    private var isHolding = false

    /// An engine that goes on with the runs that are queued in the store.
    public init(services: RunServices) { self.services = services }

    /// Takes up the simulated chips and the queue as an earlier daemon left them.
    public func start() async throws {
        chipOrigins = await restoreChips()
        queue = try await services.store.runs(limit: Int.max, state: .queued).map(\.id).sorted()
        await startNext()
    }

    /// How many runs wait.
    public var queued: Int { queue.count }

    /// The run that is under way; nil when there is none.
    public var running: Int64? { current?.run }

    /// Checks an experiment against its data and its device, without queueing it.
    public func plan(_ request: ExperimentRequest) async throws -> RunPlan {
        let services = services
        return try await Task(priority: Self.priority) { try await RunPlan(request, services: services) }.value
    }

    /// Queues a planned run for `operator`; its number.
    public func submit(_ plan: RunPlan, request: ExperimentRequest, by user: Operator) async throws -> Int64 {
        guard !isStopping else {
            throw LaboratoryError(.wrongState("stopping"), "the daemon is stopping", remedy: "Submit again later.")
        }
        try await services.devices.requireNotLeased(plan.experiment.device, toOthersThan: user)
        // Who submits a run says that it is safe to go on. Runs queued before a safe state fail when their turn comes.
        try await services.devices.entry(plan.experiment.device).gate.release()
        let run = try await services.store.createRun(plan.newRun(request: request, by: user))
        planned[run] = plan
        queue.append(run)
        services.logger.info("run \(run) queued", metadata: ["RUN": "\(run)"])
        await startNext()
        return run
    }

    private func startNext() async {
        guard current == nil, !isStopping, !isHolding, !queue.isEmpty else { return }
        let run = queue.removeFirst()
        let plan = planned.removeValue(forKey: run)
        let control = RunControl()
        let services = services
        let task = Task(priority: Self.priority) {
            await Self.carryOut(run, plan: plan, services: services, control: control, engine: self)
            await self.finished(run)
        }
        current = Current(run: run, device: plan?.experiment.device ?? "", control: control, task: task)
    }

    private func finished(_ run: Int64) async {
        current = nil
        services.signals.changed(run)
        await startNext()
    }

    /// Notes where a device's state comes from; where it came from before.
    @discardableResult
    private func note(_ origin: ChipOrigin?, of device: String) -> ChipOrigin? {
        defer { chipOrigins[device] = origin }
        return chipOrigins[device]
    }

    /// Runs one run to its end and stores how it ended; whatever happens, its device ends in the safe state.
    private static func carryOut(
        _ run: Int64, plan: RunPlan?, services: RunServices, control: RunControl, engine: RunEngine
    ) async {
        var device: String?
        var origin: ChipOrigin?
        var end: (state: RunState, message: String?)
        do {
            try await services.store.transition(run, to: .preparing)
            services.signals.changed(run)
            let plan = if let plan { plan } else { try await RunPlan(stored: run, services: services) }
            device = plan.experiment.device
            await services.devices.hold(plan.experiment.device, for: run)
            origin = await engine.note(.used(run), of: plan.experiment.device)
            let execution = RunExecution(
                run: run, plan: plan, services: services, control: control, chipOrigin: origin)
            end = (try await execution.execute(), nil)
            // There is nothing left to resume.
            try? await services.store.removeCheckpoint(run)
        } catch is StoppedWithoutDevice {
            end = (.stopped, "stopped while its device was away; not evaluated")
        } catch let refusal as ResumeRefusal {
            end = (.interrupted, "\(refusal)")
            if let device { await engine.note(origin, of: device) }
        } catch {
            end = (.failed, "\(error)")
        }
        switch await control.command {
        case .abort: end = (.aborted, nil)
        case .interrupt: end = (.interrupted, "the daemon stopped")
        case .run, .pause, .stop: break
        }
        if let device {
            do {
                try await services.devices.enterSafeState(
                    device, reason: "run \(run) has ended", routine: true)
            } catch {
                // Whoever ended the run early knows that; a run that seemed to finish must say it did not end well.
                let state = end.state == .finished ? .failed : end.state
                end = (state, "\(end.message.map { "\($0); then " } ?? "")the safe state was not confirmed: \(error)")
            }
            try? await services.devices.supervisor(device).keepWear()
            await services.devices.hold(device, for: nil)
        }
        await store(end, of: run, services: services)
    }

    /// Stores how a run ended. While the disk is full nothing else can be recorded either, so this waits for room.
    private static func store(_ end: (state: RunState, message: String?), of run: Int64, services: RunServices) async {
        let text = "run \(run) \(end.state.rawValue)\(end.message.map { ": \($0)" } ?? "")"
        services.logger.info("\(text)", metadata: ["RUN": "\(run)"])
        while true {
            do {
                try await services.store.transition(run, to: end.state, message: end.message)
                break
            } catch let error as RunStoreError where error.code == .full || error.code == .inputOutput {
                services.logger.error("run \(run): its end waits to be stored: \(error)", metadata: ["RUN": "\(run)"])
                await services.signals.pause(seconds: 2)
            } catch {
                // Nothing is lost but the final state: at the next start the store marks the run as interrupted.
                services.logger.error("run \(run): its end cannot be stored: \(error)", metadata: ["RUN": "\(run)"])
                break
            }
        }
        services.signals.changed(run)
    }
}

extension RunEngine {
    /// Pauses the running run before its next batch.
    public func pause(_ run: Int64) async throws { try await under(run).control.ask(.pause) }

    /// Ends a run after the batch in hand, evaluates it and keeps its conductances; a queued run is taken off the
    /// queue.
    ///
    /// Returns when the run has ended, or after `seconds`, whichever is first.
    public func stop(_ run: Int64, waitingAtMost seconds: Double = 1) async throws {
        if try await dequeue(run, as: .stopped) { return }
        let current = try await under(run)
        await current.control.ask(.stop)
        await wait(for: run, atMost: seconds)
    }

    /// Ends a run now: its device goes into the safe state and no further batch is stored.
    public func abort(_ run: Int64, waitingAtMost seconds: Double = 1) async throws {
        if try await dequeue(run, as: .aborted) { return }
        let current = try await under(run)
        await current.control.ask(.abort)
        current.task.cancel()
        if !current.device.isEmpty {
            try await services.devices.enterSafeState(
                current.device, reason: "run \(run) was aborted", routine: true)
        }
        await wait(for: run, atMost: seconds)
    }

    /// Aborts what is under way and starts nothing more; the store marks the run as interrupted.
    public func shutDown() async {
        isStopping = true
        guard let current else { return }
        await current.control.ask(.interrupt)
        current.task.cancel()
        await wait(for: current.run, atMost: 5)
    }

    private func dequeue(_ run: Int64, as state: RunState) async throws -> Bool {
        guard let index = queue.firstIndex(of: run) else { return false }
        queue.remove(at: index)
        planned[run] = nil
        try await services.store.transition(run, to: state, message: "before it began")
        services.signals.changed(run)
        return true
    }

    /// Lets a paused run go on; false when it is not under way.
    func releasePause(_ run: Int64) async -> Bool {
        guard let current, current.run == run else { return false }
        await current.control.ask(.run)
        return true
    }

    /// Puts a run that is queued in the store into the queue.
    func enqueue(_ run: Int64) async throws {
        guard !isStopping else {
            throw LaboratoryError(.wrongState("stopping"), "the daemon is stopping", remedy: "Resume it again later.")
        }
        queue.append(run)
        await startNext()
    }

    /// Lets no run begin until `releaseQueue`. Throws `LaboratoryError` while one is under way.
    func holdQueue() throws {
        guard current == nil, !isHolding else {
            throw LaboratoryError(
                .wrongState("busy"), current.map { "run \($0.run) is under way" } ?? "a chip is being written",
                remedy: "Wait for its end.")
        }
        isHolding = true
    }

    /// Lets runs begin again.
    func releaseQueue() async {
        isHolding = false
        await startNext()
    }

    private func under(_ run: Int64) async throws -> Current {
        if let current, current.run == run { return current }
        let state = try await services.store.run(run).state
        throw LaboratoryError(
            .wrongState(state.rawValue), "run \(run) is \(state.rawValue)",
            remedy: state.isEnded ? "Submit it again." : "Wait until it runs.")
    }

    private func wait(for run: Int64, atMost seconds: Double) async {
        for await _ in services.signals.changes(of: run, endingAfter: seconds) where current?.run != run { return }
    }
}
