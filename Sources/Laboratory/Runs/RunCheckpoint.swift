import Foundation
import Matrices
import PhysicalLearning
import RandomStreams
import RunStore
import Simulated

/// All that a run needs to go on from the end of a batch, as values; `stored` is what the store keeps of it.
struct RunCheckpoint: Sendable {
    /// What is told in a few numbers.
    struct Facts: Codable, Sendable, Equatable {
        var progress: RunProgress
        /// Gains by unit [V per full-scale input on full conductance].
        var gains: [String: Double]
        /// Serial number of the device.
        var serial: String
        /// SHA-256 of the data.
        var dataHash: String
        var trainerNumbers: [String: Double]
        var trainerStreams: [String: RandomStream]
        /// Shapes of the units' cells that were read.
        var shapes: [String: [Int]]
        /// The simulated device's own summary of its state.
        var chip: String?
    }

    var facts: Facts
    /// Conductances by unit [S]; none where they cannot be read.
    var cells: [String: Matrix<Float>]
    /// What is taken off each unit's readings, by unit [V].
    var zeros: [String: [Float]]
    /// Moments and models.
    var trainerTensors: [String: [Float]]
    /// The rest of a simulated device's state.
    var chipTensors: [String: [Float]]

    /// What the trainer has learnt beside the cells.
    var trainer: TrainerState {
        TrainerState(tensors: trainerTensors, numbers: facts.trainerNumbers, streams: facts.trainerStreams)
    }

    /// The state of the simulated device.
    var chip: SavedState? { facts.chip.map { SavedState(summary: $0, tensors: chipTensors) } }
}

extension RunCheckpoint {
    /// As the store keeps it.
    func stored() throws -> StoredCheckpoint {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        var tensors: [String: Data] = [:]
        for (unit, matrix) in cells { tensors["cells/\(unit)"] = Data(littleEndian: matrix.elements) }
        for (unit, tensor) in zeros { tensors["zeros/\(unit)"] = Data(littleEndian: tensor) }
        for (name, tensor) in trainerTensors { tensors["trainer/\(name)"] = Data(littleEndian: tensor) }
        for (name, tensor) in chipTensors { tensors["chip/\(name)"] = Data(littleEndian: tensor) }
        return StoredCheckpoint(
            batch: facts.progress.batches, measurements: facts.progress.measurements,
            state: String(decoding: try encoder.encode(facts), as: UTF8.self), tensors: tensors)
    }

    /// From what the store kept. Throws `ResumeRefusal` for a checkpoint that this pibd does not understand.
    init(_ stored: StoredCheckpoint) throws {
        do {
            facts = try JSONDecoder().decode(Facts.self, from: Data(stored.state.utf8))
        } catch {
            throw ResumeRefusal(
                "the checkpoint at batch \(stored.batch) was not written by this version of pibd (\(error))",
                remedy: "Resume the run with the version that wrote it, or submit it again.")
        }
        func tensors(_ prefix: String) -> [String: [Float]] {
            let own = stored.tensors.filter { $0.key.hasPrefix(prefix) }
            return Dictionary(own.map { (String($0.key.dropFirst(prefix.count)), $0.value.floats) }) { $1 }
        }
        zeros = tensors("zeros/")
        trainerTensors = tensors("trainer/")
        chipTensors = tensors("chip/")
        cells = [:]
        for (unit, elements) in tensors("cells/") {
            guard let shape = facts.shapes[unit], shape.count == 2, shape[0] > 0, shape[1] > 0,
                shape[0].multipliedReportingOverflow(by: shape[1]) == (elements.count, false)
            else {
                throw ResumeRefusal(
                    "the checkpoint at batch \(stored.batch) holds cells of \(unit) without their shape",
                    remedy: "Submit the run again.")
            }
            cells[unit] = Matrix(rows: shape[0], columns: shape[1], elements: elements)
        }
    }
}

extension Data {
    /// float32, little-endian.
    fileprivate init(littleEndian floats: [Float]) {
        #if _endian(little)
            self = floats.withUnsafeBytes { Data($0) }
        #else
            self = floats.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
        #endif
    }

    /// The numbers in it: float32, little-endian.
    fileprivate var floats: [Float] {
        withUnsafeBytes { bytes in
            let count = bytes.count / 4
            return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
                for index in 0..<count {
                    let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                    buffer.initializeElement(at: index, to: Float(bitPattern: UInt32(littleEndian: bits)))
                }
                initialised = count
            }
        }
    }
}

/// Why a run does not go on; it stays as it was and can be resumed in another way.
struct ResumeRefusal: Error, CustomStringConvertible {
    let message: String
    let remedy: String

    init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    var description: String { "\(message). \(remedy)" }
}
