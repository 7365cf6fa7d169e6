select position from relay_checkpoint where relay = 'relay'
