import ControlInterface

/// All the stored metrics of a run, put together from the parts they come in.
struct RunMetrics {
    private(set) var batches: [BatchMetrics] = []
    private(set) var accuracies: [Accuracy] = []

    /// Asks for them; throws what the stream throws.
    init(of run: Int, from client: LabClient) async throws {
        for try await part in client.metrics(of: run) {
            batches += part.batches
            accuracies += part.accuracies
        }
    }
}
