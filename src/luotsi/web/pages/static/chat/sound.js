// A short soft tone, made here: no file is fetched. Off unless the client wants it.

export function beep () {
  // Before the first touch of the page a browser lets nothing sound, and would keep each tone for later.
  if (navigator.userActivation?.hasBeenActive === false) return
  try {
    const context = new AudioContext()
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = 660
    volume.gain.setValueAtTime(0.08, context.currentTime)
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + 0.25)
    tone.connect(volume).connect(context.destination)
    tone.start()
    tone.stop(context.currentTime + 0.25)
    tone.addEventListener('ended', () => context.close())
  } catch (error) {
    // No sound on this device: the message is seen and said all the same.
  }
}
