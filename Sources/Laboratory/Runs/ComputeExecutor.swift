import Dispatch

/// Threads for a run's arithmetic, so that the cooperative pool stays free for the control interface.
final class ComputeExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "pibd.compute", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
