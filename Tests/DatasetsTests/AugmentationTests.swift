import Foundation
import Matrices
import RandomStreams
import Testing

@testable import Datasets

@Suite("Random views")
struct AugmentationTests {
    private static let stream = RandomStream(seed: 4, name: "views")
    private static let height = 24
    private static let width = 30

    /// A smooth spot at (x, y).
    private func spot(x: Double, y: Double) -> [Float] {
        (0..<Self.height * Self.width).map { pixel in
            let (dx, dy) = (Double(pixel % Self.width) - x, Double(pixel / Self.width) - y)
            return Float(exp(-(dx * dx + dy * dy) / 6))
        }
    }

    private func centroid(_ image: [Float]) -> (x: Double, y: Double) {
        let total = image.reduce(0) { $0 + Double($1) }
        let x = image.indices.reduce(0.0) { $0 + Double(image[$1]) * Double($1 % Self.width) }
        let y = image.indices.reduce(0.0) { $0 + Double(image[$1]) * Double($1 / Self.width) }
        return (x / total, y / total)
    }

    @Test("without ranges every view is its sample, bit for bit")
    func identity() throws {
        let samples = Matrix([spot(x: 12, y: 9), spot(x: 20, y: 15)])
        var views = try AugmentationViews(.none, shape: [Self.height, Self.width], stream: Self.stream)
        let found = views.views(of: samples)
        #expect(found.sources == [0, 0, 1, 1])
        #expect(found.samples == samples.selectingRows([0, 0, 1, 1]))
    }

    @Test("a spot is found where the map of the drawn numbers puts it")
    func geometry() throws {
        let (x, y) = (18.0, 9.0)
        let augmentation = Augmentation()
        var views = try AugmentationViews(augmentation, shape: [Self.height, Self.width], stream: Self.stream)
        let found = views.views(of: Matrix([spot(x: x, y: y)]), each: 40)
        var stream = Self.stream
        let draws = stream.uniform(200).map { 2 * Double($0) - 1 }
        var farthest = 0.0
        for view in 0..<40 {
            let draw = draws[5 * view..<5 * view + 5].map { $0 }
            let angle = draw[0] * 15 * .pi / 180
            let scale = 1 + 0.15 * draw[1]
            let (px, py) = (x - 14.5, y - 11.5)
            let sheared = (x: scale * (px + 0.2 * draw[2] * py), y: scale * py)
            let expected = (
                x: cos(angle) * sheared.x - sin(angle) * sheared.y + 14.5 + 2 * draw[3],
                y: sin(angle) * sheared.x + cos(angle) * sheared.y + 11.5 + 2 * draw[4]
            )
            let centre = centroid(found.samples.row(view))
            #expect(abs(centre.x - expected.x) < 0.05 && abs(centre.y - expected.y) < 0.05)
            farthest = max(farthest, hypot(centre.x - x, centre.y - y))
        }
        #expect(farthest > 1.5)
    }

    @Test("values stay within those of the image")
    func range() throws {
        var noise = RandomStream(seed: 1, name: "noise")
        let samples = Matrix(rows: 5, columns: 720, elements: noise.uniform(3600))
        var views = try AugmentationViews(Augmentation(), shape: [24, 30], stream: Self.stream)
        let found = views.views(of: samples, each: 3)
        #expect(found.samples.rows == 15)
        #expect(found.samples.elements.allSatisfy { (0...1).contains($0) })
    }

    @Test("the same stream draws the same views, and every batch draws new ones")
    func determinism() throws {
        let samples = Matrix([spot(x: 12, y: 9)])
        func drawn() throws -> [AugmentationViews.Views] {
            var views = try AugmentationViews(Augmentation(), shape: [24, 30], stream: Self.stream)
            return [views.views(of: samples), views.views(of: samples)]
        }
        let first = try drawn()
        #expect(try drawn() == first)
        #expect(first[0] != first[1])
        #expect(first[0].samples.row(0) != first[0].samples.row(1))
    }

    @Test("a view from which everything has gone is replaced by the sample itself")
    func vanished() throws {
        var augmentation = Augmentation.none
        augmentation.shift = 4
        var image = [Float](repeating: 0, count: 100)
        image[0] = 1
        var views = try AugmentationViews(augmentation, shape: [10, 10], stream: Self.stream)
        let found = views.views(of: Matrix([image]), each: 50)
        let rows = (0..<50).map { found.samples.row($0) }
        #expect(rows.allSatisfy { $0.contains { $0 > 0 } })
        #expect(rows.contains(image))
        #expect(Set(rows).count > 5)
    }

    @Test("a black image stays black, and no samples give no views")
    func empty() throws {
        var views = try AugmentationViews(Augmentation(), shape: [10, 10], stream: Self.stream)
        #expect(views.views(of: Matrix(rows: 2, columns: 100)).samples == Matrix(rows: 4, columns: 100))
        #expect(views.views(of: Matrix(rows: 0, columns: 100)).sources.isEmpty)
    }

    @Test(
        "data that are no images are refused, with the way out",
        arguments: [[12], [784], [], [0, 0], [1, 5], [3, 8, 8]])
    func shapes(shape: [Int]) throws {
        let error = try #require(throws: AugmentationError.self) {
            try AugmentationViews(Augmentation(), shape: shape, stream: Self.stream)
        }
        #expect("\(error)".contains("\(shape)") && error.remedy.contains("inputs"))
    }

    @Test(
        "ranges whose views would destroy the sample are refused by name",
        arguments: [
            ("shift", 14.0), ("shift", -1), ("scale", 1), ("scale", .nan), ("rotation", 181), ("rotation", .infinity),
            ("shear", 1.5),
        ])
    func ranges(name: String, value: Double) throws {
        var augmentation = Augmentation()
        switch name {
        case "shift": augmentation.shift = value
        case "scale": augmentation.scale = value
        case "rotation": augmentation.rotation = value
        default: augmentation.shear = value
        }
        let error = try #require(throws: AugmentationError.self) { try augmentation.check(shape: [28, 28]) }
        #expect(error.message.contains("\(name) = ") && error.remedy.contains("\(name) between"))
    }
}
