import Environments
import Testing

@Suite("Cart and pole")
struct CartPoleTests {
    @Test("a push to the right moves the cart right and tips the pole left")
    func directions() {
        var cart = CartPole(position: 0, velocity: 0, angle: 0, rate: 0)
        cart.step(action: 1)
        // Euler: positions follow the velocities of before the push.
        #expect(cart.position == 0 && cart.angle == 0)
        // At rest, upright: xa = F/M + m l * F/M / (l (4/3 - m/M)) / M with F/M = 10/1.1.
        let push = 10 / 1.1
        let turn = -push / (0.5 * (4.0 / 3.0 - 0.1 / 1.1))
        #expect(abs(cart.rate - 0.02 * turn) < 1e-15)
        #expect(abs(cart.velocity - 0.02 * (push - 0.05 * turn / 1.1)) < 1e-15)
    }

    @Test("left and right mirror each other")
    func mirror() {
        var right = CartPole(position: 0.3, velocity: -0.2, angle: 0.05, rate: 0.4)
        var left = CartPole(position: -0.3, velocity: 0.2, angle: -0.05, rate: -0.4)
        for step in 0..<20 {
            right.step(action: step % 3 == 0 ? 1 : 0)
            left.step(action: step % 3 == 0 ? 0 : 1)
            #expect(zip(right.observation, left.observation).allSatisfy { abs($0 + $1) < 1e-12 })
        }
    }

    @Test("an episode ends beyond the track or 12 degrees, and not at them")
    func ends() {
        #expect(!CartPole(position: 2.4, velocity: 0, angle: 0, rate: 0).isOver)
        #expect(CartPole(position: -2.400001, velocity: 0, angle: 0, rate: 0).isOver)
        #expect(!CartPole(position: 0, velocity: 0, angle: 0.2094, rate: 0).isOver)
        #expect(CartPole(position: 0, velocity: 0, angle: 0.2095, rate: 0).isOver)
    }

    @Test("the same seed begins the same episode wherever it is placed, another seed another one")
    func beginnings() async {
        let environment = CartPoleEnvironment(places: 3)
        let starts = await environment.reset([0, 2, 1], seeds: [7, 7, 8])
        #expect(starts[0] == starts[1] && starts[0] != starts[2])
        #expect(starts.joined().allSatisfy { abs($0) <= 0.05 })
    }

    @Test("places are independent of each other")
    func places() async {
        let together = CartPoleEnvironment(places: 2)
        let alone = CartPoleEnvironment(places: 1)
        _ = await together.reset([0, 1], seeds: [1, 2])
        _ = await alone.reset([0], seeds: [2])
        for step in 0..<8 {
            let both = await together.step([0, 1], actions: [step % 2, 1])
            let one = await alone.step([0], actions: [1])
            #expect(both[1] == one[0])
        }
    }
}
